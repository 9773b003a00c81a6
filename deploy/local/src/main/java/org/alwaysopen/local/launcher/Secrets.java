package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.alwaysopen.platform.Json;

/**
 * What only this shop knows: keys of the processors, of the operator, of the database. Made at the first {@code ./shop up},
 * kept in {@code .shop/secrets.json}, which only its owner may read; a secret that a newer version needs is added.
 *
 * <p>They reach the processes through the environment, never through a command line, which every user can read.
 */
public final class Secrets {
    /** 192 bits: beyond guessing. */
    private static final int SECRET_BYTES = 24;
    /** Adyen's HMAC keys and the cookie keys are 256 bits. */
    private static final int KEY_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Each named as the environment variable that carries it, with how it is made. */
    private static final Map<String, Supplier<String>> KINDS = new TreeMap<>(Map.of(
            "SHOP_DB_PASSWORD", () -> hex(SECRET_BYTES),
            "SHOP_OPERATOR_KEY", () -> "operator_" + hex(SECRET_BYTES),
            "SHOP_STRIPE_KEY", () -> "sk_test_" + hex(SECRET_BYTES),
            "SHOP_STRIPE_WEBHOOK_SECRET", () -> "whsec_" + hex(SECRET_BYTES),
            "SHOP_ADYEN_KEY", () -> hex(SECRET_BYTES),
            "SHOP_ADYEN_HMAC_KEY", () -> hex(KEY_BYTES).toUpperCase(java.util.Locale.ROOT)));

    private final Map<String, String> values;

    private Secrets(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** Those of this shop; makes what is missing. */
    static Secrets open(ShopFolder folder) {
        Map<String, String> values = read(folder);
        boolean complete = values.keySet().containsAll(KINDS.keySet());
        if (!complete) {
            KINDS.forEach((name, make) -> values.computeIfAbsent(name, missing -> make.get()));
            ShopFolder.writeOwnerOnly(folder.secrets(), Json.write(values) + "\n");
        }
        return new Secrets(values);
    }

    private static Map<String, String> read(ShopFolder folder) {
        if (!Files.exists(folder.secrets())) {
            return new TreeMap<>();
        }
        try {
            Map<String, String> values = new TreeMap<>();
            Json.read(Files.readString(folder.secrets()), Map.class)
                    .forEach((name, value) -> values.put(String.valueOf(name), String.valueOf(value)));
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder.secrets() + ": " + e.getMessage(), e);
        }
    }

    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("secret: expected one of " + values.keySet() + ", got " + name);
        }
        return value;
    }

    /** All but the database's, whose place depends on the database. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(values);
        environment.remove("SHOP_DB_PASSWORD");
        return environment;
    }

    static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Never the values. */
    @Override
    public String toString() {
        return "Secrets" + values.keySet();
    }
}
