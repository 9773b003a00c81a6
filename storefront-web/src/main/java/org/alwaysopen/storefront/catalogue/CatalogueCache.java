package org.alwaysopen.storefront.catalogue;

import java.util.Collection;
import java.util.Map;

/**
 * What the servers of one region remember together of the catalogue, so that the database need not be asked.
 *
 * <p>It may forget anything at any time, be slow or dead: then everything is missing, after a bounded wait, and never an
 * error. What it must not do is to bring back an old value after {@link #forget}. The race: a reader loads a price from
 * the database; the price changes, and the entry is forgotten; the reader, late, puts the old price in, and it
 * stays. So a reader stakes a claim <em>before</em> it loads, and only where that very claim still stands is the value put
 * in: forgetting removes claims as it removes values.
 *
 * <p>Thread-safe.
 */
public interface CatalogueCache {
    /** For a region without one. */
    CatalogueCache NONE = new CatalogueCache() {
        @Override
        public Lookup lookup(Collection<String> keys) {
            return Lookup.NOTHING;
        }

        @Override
        public void fill(Lookup lookup, Map<String, byte[]> loaded) {}

        @Override
        public void forget(Collection<String> keys) {}
    };

    /**
     * What was found, and claims on what was not.
     *
     * @param claims by key; a key without value or claim is somebody else's to fill
     */
    record Lookup(Map<String, byte[]> found, Map<String, byte[]> claims) {
        static final Lookup NOTHING = new Lookup(Map.of(), Map.of());
    }

    /** Looks these keys up, and claims those that are missing. What is missing is to be loaded after this returned. */
    Lookup lookup(Collection<String> keys);

    /** Puts in what was loaded, where the lookup's claims still stand. Does not wait. */
    void fill(Lookup lookup, Map<String, byte[]> loaded);

    /**
     * Forgets these keys, values and claims. To be called after a change was committed, and regularly with no keys, so that
     * a cache that missed a call can make good for it.
     */
    void forget(Collection<String> keys);
}
