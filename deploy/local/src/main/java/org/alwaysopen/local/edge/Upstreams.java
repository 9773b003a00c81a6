package org.alwaysopen.local.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.platform.Region;

/** The servers of one kind, one per region, and whose turn it is. Thread-safe. */
final class Upstreams {
    private final List<Upstream> all;
    private final AtomicInteger turn = new AtomicInteger();

    Upstreams(List<Upstream> all) {
        this.all = List.copyOf(all);
    }

    List<Upstream> all() {
        return all;
    }

    Optional<Upstream> of(Region region) {
        return all.stream().filter(upstream -> upstream.region().equals(region)).findFirst();
    }

    /**
     * Whom to ask, the first first: each that takes requests, beginning at one drawn by weight, in turn. When none does,
     * those that are draining: better a region that is about to go than none.
     */
    List<Upstream> inOrder() {
        List<Upstream> open = all.stream().filter(Upstream::takesRequests).toList();
        if (open.isEmpty()) {
            return all.stream().filter(Upstream::isReady).toList();
        }
        int first = drawn(open);
        List<Upstream> order = new ArrayList<>(open.size());
        for (int i = 0; i < open.size(); i++) {
            order.add(open.get((first + i) % open.size()));
        }
        return order;
    }

    /** The same, but the given region's first, if it takes requests: for those that began something there. */
    List<Upstream> inOrder(Optional<String> preferredRegion) {
        List<Upstream> order = new ArrayList<>(inOrder());
        preferredRegion
                .flatMap(name -> order.stream()
                        .filter(upstream -> upstream.region().name().equals(name))
                        .findFirst())
                .ifPresent(upstream -> {
                    order.remove(upstream);
                    order.add(0, upstream);
                });
        return order;
    }

    /** A step of 37 percent through the weights: prime to all sums in use, so that turns are mixed, not in blocks. */
    private int drawn(List<Upstream> open) {
        int sum = open.stream().mapToInt(Upstream::weight).sum();
        int ticket = Math.floorMod(turn.getAndIncrement() * (long) (sum * 37 / 100 + 1), sum);
        for (int i = 0; i < open.size(); i++) {
            ticket -= open.get(i).weight();
            if (ticket < 0) {
                return i;
            }
        }
        return 0;
    }
}
