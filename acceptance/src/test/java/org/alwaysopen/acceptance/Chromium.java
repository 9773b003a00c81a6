package org.alwaysopen.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The browser that is installed here, without a window: opened once for all tests of a run, each of which has a context of its
 * own, and closed when the run ends. Required with {@code CI=true}; otherwise, where it is not, tests are skipped.
 */
final class Chromium {
    private static final Path PROGRAM = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** For a page, and for what is expected of it. Playwright's own 5 s are little for two cores with seven servers. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Chromium running;

    private final Browser browser;

    private Chromium(Browser browser) {
        this.browser = browser;
    }

    /** The open browser. To be asked for before the shop, which nobody has to wait for when there is no browser. */
    static synchronized Chromium get() {
        if (running == null) {
            require();
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
            running = new Chromium(playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(PROGRAM)
                            .setHeadless(true)
                            .setArgs(FLAGS)));
        }
        return running;
    }

    private static void require() {
        boolean found = Files.isExecutable(PROGRAM);
        assertTrue(found || !"true".equals(System.getenv("CI")), PROGRAM + ": required when CI=true");
        assumeTrue(found, () -> "skipped: there is no " + PROGRAM + " (set CHROMIUM to one that is there)");
    }

    BrowserContext context() {
        return context(new Browser.NewContextOptions());
    }

    BrowserContext context(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE.toMillis());
        return context;
    }

    static void shot(Page page, String folder, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(folder).resolve(name + ".png"))
                // Hiding the caret would put a style into the page, which the shop's policy rightly refuses.
                .setCaret(ScreenshotCaret.INITIAL)
                .setFullPage(true));
    }
}
