package org.alwaysopen.platform;

import java.util.regex.Pattern;

/**
 * One stamp of the shop: a region of one cloud, such as {@code aws-us-east-1}.
 *
 * <p>The part before the first dash names the cloud. Rows that are "at home" in a region carry this name.
 */
public record Region(String name) implements Comparable<Region> {
    private static final Pattern NAME = Pattern.compile("[a-z]{2,10}(-[a-z0-9]{1,20}){1,4}");

    public Region {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("region: expected cloud-place, such as aws-us-east-1, got " + name);
        }
    }

    /** The cloud that runs this region: {@code aws}, {@code gcp}, {@code azure}. */
    public String cloud() {
        return name.substring(0, name.indexOf('-'));
    }

    @Override
    public int compareTo(Region other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
