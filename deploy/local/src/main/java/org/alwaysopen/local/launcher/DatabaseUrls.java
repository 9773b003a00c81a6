package org.alwaysopen.local.launcher;

/** JDBC URLs as they may be shown. */
final class DatabaseUrls {
    private DatabaseUrls() {}

    /** Without its parameters, and without what stands before an {@code @}: passwords hide in both. */
    static String withoutSecrets(String jdbcUrl) {
        return jdbcUrl.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
    }
}
