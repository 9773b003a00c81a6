package org.alwaysopen.storefront.catalogue;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import java.util.UUID;

/** A real Hazelcast member, alone in a cluster of its own: on loopback, without multicast. */
final class RegionHazelcast {
    private RegionHazelcast() {}

    static HazelcastInstance start(String region) {
        Config config = new Config(region + "-" + UUID.randomUUID());
        config.setClusterName(config.getInstanceName());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.partition.count", "31");
        config.getNetworkConfig().setPort(0).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        return Hazelcast.newHazelcastInstance(config);
    }

    static void kill(HazelcastInstance hazelcast) {
        hazelcast.getLifecycleService().terminate();
    }

    static void killAll() {
        HazelcastInstanceFactory.terminateAll();
    }
}
