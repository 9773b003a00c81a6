package org.alwaysopen.storefront;

import fish.payara.arquillian.container.payara.managed.PayaraMicroDeployableContainer;
import java.io.File;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Payara Micro, which stays up from one test class to the next as long as they deploy {@link #shop()}: its start takes longer
 * than most classes. They share what a server remembers, as shoppers do: prices, rates of requests, and the data anyway.
 * Another archive gets a server of its own, in its place.
 */
public final class KeptServer extends PayaraMicroDeployableContainer {
    private static final WebArchive SHOP =
            ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/storefront-web.war"));

    private Archive<?> deployed;
    private ProtocolMetaData whereItIs;

    /** The shop as it was built, for {@code @Deployment}. Not to be changed: one archive for all. */
    public static WebArchive shop() {
        return SHOP;
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        if (archive != deployed) {
            end();
            whereItIs = super.deploy(archive);
            deployed = archive;
        }
        return whereItIs;
    }

    /** After a class. The next one may want the same. */
    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        if (archive != SHOP) {
            end();
        }
    }

    /** After all classes. */
    @Override
    public void stop() throws LifecycleException {
        try {
            end();
        } catch (DeploymentException e) {
            throw new LifecycleException("the server did not end", e);
        }
        super.stop();
    }

    private void end() throws DeploymentException {
        if (deployed != null) {
            super.undeploy(deployed);
            deployed = null;
        }
    }

    /** Tells Arquillian to use it. */
    public static final class Extension implements LoadableExtension {
        @Override
        public void register(ExtensionBuilder builder) {
            builder.override(DeployableContainer.class, PayaraMicroDeployableContainer.class, KeptServer.class);
        }
    }
}
