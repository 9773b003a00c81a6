package org.alwaysopen.local.launcher;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JDBC URLs as they may be shown, and as each region needs them. */
final class DatabaseUrls {
    private static final Pattern HOSTS = Pattern.compile("(jdbc:postgresql://)([^/?]+)(.*)");

    private DatabaseUrls() {}

    /**
     * The same with its hosts turned round to this one: the driver asks them in turn, and so each region asks another one
     * first, as long as that is there.
     */
    static String fromHost(String jdbcUrl, int first) {
        Matcher parts = HOSTS.matcher(jdbcUrl);
        if (!parts.matches()) {
            return jdbcUrl;
        }
        List<String> hosts = Arrays.asList(parts.group(2).split(","));
        Collections.rotate(hosts, -first);
        return parts.group(1) + String.join(",", hosts) + parts.group(3);
    }

    /** Without its parameters, and without what stands before an {@code @}: passwords hide in both. */
    static String withoutSecrets(String jdbcUrl) {
        return jdbcUrl.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
    }
}
