package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.alwaysopen.orders.AfterSaleStory.Call;
import org.alwaysopen.orders.AfterSaleStory.Deed;
import org.alwaysopen.orders.AfterSaleStory.End;
import org.alwaysopen.orders.AfterSaleStory.Place;
import org.alwaysopen.orders.AfterSaleStory.Plot;
import org.alwaysopen.platform.Transactions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: a server may die at any moment of any command after the sale. Method: stories that hold all commands are told once, and say
 * which moments each command has; at each in turn the server of one region dies, a worker of a second one or (in turns) the
 * merchant's own second try in a third goes on. Then the order is what it is when nobody dies. In {@link AfterSaleKillIT} the
 * server is a real process.
 */
class AfterSaleCrashIT {
    private static final Map<Plot, End> UNDISTURBED = new EnumMap<>(Plot.class);
    private static final Set<Place> PLACES = new LinkedHashSet<>();
    private static AfterSaleShop shop;

    @BeforeAll
    static void tellWhatHappensWhenNobodyDies() {
        shop = new AfterSaleShop();
        for (Plot plot : Plot.values()) {
            UNDISTURBED.put(plot, tell(plot, PLACES::add, true));
        }
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** A server of this process, which knows what it is just doing. */
    private static final class Server implements AfterSaleStory.FirstServer {
        private final OrdersModule server;
        private String doing = "";

        Server(Plot plot, Consumer<Place> sees) {
            this.server = shop.server(AWS, Crashes.hearing(moment -> sees.accept(new Place(plot, doing, moment))));
        }

        @Override
        public void does(Deed deed, Call call) {
            doing = deed.name();
            deed.by(server.merchant(), call);
        }

        @Override
        public void works() {
            doing = "WORKERS";
            shop.work(server, AWS);
        }
    }

    private static End tell(Plot plot, Consumer<Place> sees, boolean workerGoesOn) {
        return new AfterSaleStory(shop, new Server(plot, sees), AfterSaleStory.newSku(), workerGoesOn).tell(plot);
    }

    /** Guards the table itself: a moment at which nothing died proves nothing. */
    @Test
    void everyStepAndTransactionIsInAStory() {
        Set<String> reached = new HashSet<>();
        PLACES.forEach(place -> reached.add(place.moment()));
        assertThat(reached).containsAll(AfterSaleStory.moments(shop.server(AWS).afterSaleSteps()));
    }

    @TestFactory
    Stream<DynamicTest> diesAtEachMomentOfEachCommandAndAnotherRegionGoesOn() {
        AtomicInteger number = new AtomicInteger();
        return PLACES.stream().map(place -> {
            boolean workerGoesOn = number.getAndIncrement() % 2 == 0;
            return DynamicTest.dynamicTest(place.toString(), () -> dieOnce(place, workerGoesOn));
        });
    }

    private static void dieOnce(Place place, boolean workerGoesOn) {
        AtomicBoolean dead = new AtomicBoolean();
        End end = tell(
                place.plot(),
                now -> {
                    if (now.equals(place) && dead.compareAndSet(false, true)) {
                        throw new Crashes.Dead(place.toString());
                    }
                },
                workerGoesOn);
        assertThat(dead).as("came to the moment").isTrue();
        assertThat(end).isEqualTo(UNDISTURBED.get(place.plot()));
    }

    /** Each transaction is tried again after each of its steps, as the database demands it on a collision. */
    @Test
    void eachStepRunsTwice() {
        Set<Place> again = new HashSet<>();
        // Remote ones are repeated by the crashes; a commit is no step.
        Set<String> not = Set.of("after authorise difference", "after ask for refund");
        PLACES.stream()
                .filter(place -> place.moment().startsWith("after ") && !not.contains(place.moment()))
                .forEach(again::add);
        for (Plot plot : Plot.values()) {
            End end = tell(
                    plot,
                    place -> {
                        if (again.remove(place)) {
                            throw new Transactions.StartAgainException("as on a collision");
                        }
                    },
                    false);
            assertThat(end).isEqualTo(UNDISTURBED.get(plot));
        }
        assertThat(again).isEmpty();
    }
}
