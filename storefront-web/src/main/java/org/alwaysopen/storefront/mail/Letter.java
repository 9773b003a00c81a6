package org.alwaysopen.storefront.mail;

import java.util.List;

/**
 * What a mail says, in words that are ready to be read; both its parts are made from this.
 *
 * @param eyebrow  over the heading, such as the order's number
 * @param items    what it is about, line by line
 * @param totals   amounts under the items, the last one the sum; none: no money is shown
 * @param facts    titled blocks, such as where it goes
 * @param link     where more can be seen, with its label; null: nowhere
 */
public record Letter(
        String eyebrow, String heading, String lead, List<Row> items, List<Row> totals, List<Fact> facts, Link link) {
    /** Something, and how much. */
    public record Row(String what, String much) {}

    public record Fact(String title, List<String> lines) {}

    public record Link(String label, String url) {}
}
