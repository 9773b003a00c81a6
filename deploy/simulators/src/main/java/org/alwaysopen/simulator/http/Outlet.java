package org.alwaysopen.simulator.http;

import java.time.Duration;

/** The caller's end of a request: one of the four ways to end it is used once. Any thread may use it. */
interface Outlet {
    void send(Reply reply);

    /** The status and half of the body, then a regular end: what a broken proxy answers. */
    void sendHalf(Reply reply);

    /** Resets the connection. */
    void reset();

    /** Never answers; the connection is closed when the caller is gone, or in the end. */
    void hang();

    /** Runs the work later, without holding a thread. */
    void later(Duration delay, Runnable work);
}
