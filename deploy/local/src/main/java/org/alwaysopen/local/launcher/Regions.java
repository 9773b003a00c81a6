package org.alwaysopen.local.launcher;

import java.util.List;
import org.alwaysopen.platform.Region;

/** The regions that one machine plays. */
public final class Regions {
    public static final List<Region> ALL =
            List.of(new Region("aws-us-east-1"), new Region("gcp-us-central1"), new Region("azure-westus2"));

    private Regions() {}

    static List<Region> first(int count) {
        if (count < 1 || count > ALL.size()) {
            throw new LauncherException("--regions: expected 1 to " + ALL.size() + ", got " + count);
        }
        return ALL.subList(0, count);
    }
}
