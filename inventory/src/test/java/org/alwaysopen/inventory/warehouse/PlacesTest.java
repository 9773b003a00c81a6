package org.alwaysopen.inventory.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.alwaysopen.inventory.Inventory.Destination;
import org.alwaysopen.inventory.Warehouse;
import org.junit.jupiter.api.Test;

/** Goal: the nearest warehouse comes first, also for addresses that are written badly or are not on the map. */
class PlacesTest {
    private static String nearest(String country, String region) {
        return Places.nearestFirst(Warehouse.SAMPLES, new Destination(country, region, ""))
                .get(0)
                .code();
    }

    @Test
    void theNearestComesFirst() {
        assertThat(nearest("US", "OH")).isEqualTo("cmh");
        assertThat(nearest("US", "ny ")).isEqualTo("cmh");
        assertThat(nearest("us", "CA")).isEqualTo("rno");
        assertThat(nearest("US", "TX")).isEqualTo("dfw");
        assertThat(nearest("DE", null)).isEqualTo("rtm");
        assertThat(nearest("JP", "Tokyo")).isEqualTo("rno");
        assertThat(nearest("MX", "")).isEqualTo("dfw");
    }

    @Test
    void anAddressThatIsNotOnTheMapGetsOneAllTheSame() {
        assertThat(nearest("XX", "??")).isEqualTo("cmh");
        assertThat(nearest(null, null)).isEqualTo("cmh");
    }
}
