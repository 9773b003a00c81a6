package org.alwaysopen.storefront.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alwaysopen.storefront.ShopApplication;
import org.alwaysopen.storefront.doors.OriginDoor.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: no resource and no form can be added without saying who may use it; and the doors judge as they should. */
class DoorsTest {
    private static final java.nio.file.Path TEMPLATES = java.nio.file.Path.of("src/main/jte");
    /** Letters are shown by mail programs, which know no files of ours. */
    private static final java.nio.file.Path LETTERS = TEMPLATES.resolve("mail");

    private static final Pattern POSTS =
            Pattern.compile("<form [^>]*method=\"post\"[^>]*>\\s*(.{0,20})", Pattern.DOTALL);

    @Test
    void everyResourceSaysWhomItLetsIn() {
        List<Method> methods = new ShopApplication()
                .getClasses().stream()
                        .filter(type -> type.isAnnotationPresent(Path.class))
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(DoorsTest::answersRequests)
                        .toList();
        assertThat(methods).hasSizeGreaterThan(20);
        assertThat(methods.stream()
                        .filter(method -> RoleDoor.rolesFor(method.getDeclaringClass(), method)
                                .isEmpty()))
                .as("without @PermitAll or @RolesAllowed")
                .isEmpty();
        assertThat(methods.stream()
                        .filter(method -> method.getDeclaringClass()
                                .getAnnotation(Path.class)
                                .value()
                                .startsWith("admin"))
                        .filter(method -> RoleDoor.rolesFor(method.getDeclaringClass(), method)
                                .orElseThrow()
                                .contains("*")))
                .as("open under /admin")
                .isEmpty();
    }

    private static boolean answersRequests(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    @Test
    void everyFormThatPostsCarriesTheToken() throws IOException {
        int forms = 0;
        try (Stream<java.nio.file.Path> templates = Files.walk(TEMPLATES)) {
            for (java.nio.file.Path template :
                    templates.filter(Files::isRegularFile).toList()) {
                var found = POSTS.matcher(Files.readString(template));
                while (found.find()) {
                    assertThat(found.group(1))
                            .as(template + ": " + found.group())
                            .startsWith("@template.token(");
                    forms++;
                }
            }
        }
        assertThat(forms).isGreaterThan(8);
    }

    @Test
    void noTemplateHasAScriptOrStyleInside() throws IOException {
        try (Stream<java.nio.file.Path> templates = Files.walk(TEMPLATES)) {
            for (java.nio.file.Path template : templates
                    .filter(Files::isRegularFile)
                    .filter(template -> !template.startsWith(LETTERS))
                    .toList()) {
                assertThat(Files.readString(template))
                        .as(template.toString())
                        .doesNotContain("<style", " style=\"", " onclick=", " onload=")
                        .doesNotContainPattern("<script>");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "same-origin, -,                       OURS",
                "same-origin, http://shop.example,     OURS",
                "none,        -,                       OURS",
                "-,           http://shop.example,     OURS",
                "-,           http://127.0.0.1:8101,   OURS",
                "-,           -,                       NONE",
                "cross-site,  -,                       FOREIGN",
                "same-site,   http://shop.example,     FOREIGN",
                "-,           null,                    FOREIGN",
                "-,           http://evil.example,     FOREIGN",
                "-,           http://shop.example.evil.example, FOREIGN",
                "-,           %%%,                     FOREIGN"
            })
    void theOriginIsJudged(String fetchSite, String origin, Evidence expected) {
        assertThat(OriginDoor.evidence(fetchSite, origin, "127.0.0.1:8101", "http://shop.example"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "admin, true",
        "/admin, true",
        "//Admin/api, true",
        "ADMIN;x=1/api, true",
        "administrators, false",
        "p/admin, false"
    })
    void theAdminIsClosedHoweverItIsWritten(String path, boolean closed) {
        assertThat(AdminDoor.isClosed(path)).isEqualTo(closed);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "10.0.0.1,    203.0.113.7,               203.0.113.7",
                "10.0.0.1,    '192.0.2.1, 203.0.113.7',  203.0.113.7",
                "10.0.0.1,    -,                         10.0.0.1",
                "203.0.113.9, 192.0.2.1,                 203.0.113.9",
                "203.0.113.9, '192.0.2.1, 10.0.0.1',     203.0.113.9",
                "10.0.0.1,    ',',                       10.0.0.1"
            })
    void onlyOurProxyIsBelievedWhereAClientIs(String remote, String forwardedFor, String expected) {
        assertThat(new ClientAddress("10.0.0.1, 10.0.0.2").of(remote, forwardedFor))
                .isEqualTo(expected);
    }

    @Test
    void aBucketFillsAgainAndIsNobodyElses() {
        AtomicLong now = new AtomicLong();
        Buckets buckets = new Buckets(new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return now.get();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        });
        Duration minute = Duration.ofMinutes(1);
        for (int i = 0; i < 6; i++) {
            assertThat(buckets.take("a", 6, minute)).isZero();
        }
        assertThat(buckets.take("a", 6, minute)).isEqualTo(Duration.ofSeconds(10));
        assertThat(buckets.take("b", 6, minute)).isZero();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(buckets.take("a", 6, minute)).isZero();
    }
}
