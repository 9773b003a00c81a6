package org.alwaysopen.storefront;

import com.hazelcast.core.HazelcastInstance;
import java.time.Clock;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.alwaysopen.storefront.catalogue.CatalogueCache;
import org.alwaysopen.storefront.catalogue.HazelcastCatalogueCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's own Hazelcast, where it has one: a region serves without a cache as well, only with more work. */
final class RegionCache {
    private static final String PAYARAS_OWN = "payara/Hazelcast";
    private static final Logger LOG = LoggerFactory.getLogger(RegionCache.class);

    private RegionCache() {}

    static CatalogueCache find() {
        try {
            HazelcastInstance hazelcast = InitialContext.doLookup(PAYARAS_OWN);
            if (hazelcast != null) {
                return new HazelcastCatalogueCache(hazelcast, Clock.systemUTC());
            }
        } catch (NamingException | RuntimeException off) {
            LOG.debug("no Hazelcast", off);
        }
        LOG.info("Hazelcast is off: the catalogue is read from the database");
        return CatalogueCache.NONE;
    }
}
