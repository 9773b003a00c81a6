package org.alwaysopen.local.drill;

/** Does what a {@link Trouble} says, and mends it. Both may take a while; called from several threads. */
interface Troublemaker {
    /** @return false when it could not be done now, such as a second server while one is away */
    boolean make(Trouble trouble) throws Exception;

    /** Ends what this trouble began. */
    void mend(Trouble trouble) throws Exception;

    /** Everything is well again when this returns: every server ready, every processor reached. */
    void mendAll() throws Exception;
}
