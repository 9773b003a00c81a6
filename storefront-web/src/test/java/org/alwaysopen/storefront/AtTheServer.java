package org.alwaysopen.storefront;

import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that speak to the real server, with the shop in it as it was built. All such classes share one ({@link KeptServer}). */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
public abstract class AtTheServer {
    @ArquillianResource
    protected URL base;

    protected ShopClient client;

    @Deployment(testable = false)
    static WebArchive shop() {
        return KeptServer.shop();
    }

    @BeforeEach
    void connect() {
        client = new ShopClient(base);
    }
}
