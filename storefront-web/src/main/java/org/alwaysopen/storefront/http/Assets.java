package org.alwaysopen.storefront.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The static files of the shop, held in memory. Their address holds a hash of all of them, so that a browser may keep
 * them for good: a change of one is a change of address.
 */
public final class Assets {
    static final String KEPT_FOR_GOOD = "public, max-age=31536000, immutable";
    private static final int VERSION_LENGTH = 12;

    /** A file as it is served. */
    record Asset(String mediaType, byte[] bytes) {}

    private static final Map<String, Asset> ASSETS = load();

    /** Changes with any of the files. */
    static final String VERSION = versionOf(ASSETS);

    private Assets() {}

    /** The address of a file, for templates. */
    public static String url(String name) {
        return "/assets/" + VERSION + "/" + name;
    }

    static Optional<Asset> find(String name) {
        return Optional.ofNullable(ASSETS.get(name));
    }

    private static Map<String, Asset> load() {
        Map<String, Asset> assets = new TreeMap<>();
        assets.put("shop.css", asset("/assets/shop.css", "text/css;charset=UTF-8"));
        assets.put("shop.js", asset("/assets/shop.js", "text/javascript;charset=UTF-8"));
        assets.put("card-fields.js", asset("/assets/card-fields.js", "text/javascript;charset=UTF-8"));
        assets.put("favicon.svg", asset("/assets/favicon.svg", "image/svg+xml"));
        assets.put(
                "htmx.js",
                asset(
                        "/META-INF/resources/webjars/htmx.org/" + htmxVersion() + "/dist/htmx.min.js",
                        "text/javascript;charset=UTF-8"));
        return assets;
    }

    /** From the WebJar's own pom, so that a new version needs no change here. */
    private static String htmxVersion() {
        java.util.Properties pom = new java.util.Properties();
        try (InputStream in =
                Assets.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/htmx.org/pom.properties")) {
            pom.load(in);
            return pom.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Asset asset(String resource, String mediaType) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("asset missing in the WAR: " + resource);
            }
            return new Asset(mediaType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String versionOf(Map<String, Asset> assets) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            assets.values().forEach(asset -> digest.update(asset.bytes()));
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
