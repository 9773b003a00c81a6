package org.alwaysopen.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The browser that is installed here, without a window; required with {@code CI=true}, and otherwise skipped where it is not. */
final class Chromium implements AutoCloseable {
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

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Before anything is started for it. */
    static void require() {
        boolean found = Files.isExecutable(PROGRAM);
        assertTrue(found || !"true".equals(System.getenv("CI")), PROGRAM + ": required when CI=true");
        assumeTrue(found, () -> "skipped: there is no " + PROGRAM + " (set CHROMIUM to one that is there)");
    }

    static Chromium open() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(PROGRAM)
                                .setHeadless(true)
                                .setArgs(FLAGS)));
    }

    BrowserContext context() {
        return browser.newContext();
    }

    BrowserContext context(Browser.NewContextOptions options) {
        return browser.newContext(options);
    }

    static void shot(Page page, String folder, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(folder).resolve(name + ".png"))
                // Hiding the caret would put a style into the page, which the shop's policy rightly refuses.
                .setCaret(ScreenshotCaret.INITIAL)
                .setFullPage(true));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
