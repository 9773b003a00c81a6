package org.alwaysopen.local.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a process is started, as often as it takes.
 *
 * @param name        unique in the shop, and the name of its log
 * @param environment added to the launcher's own
 * @param fresh       folders that are emptied before each start: what was in them must not outlive the process
 * @param readiness   answers 200 when it is ready; without one, it is ready when {@code port} accepts a connection
 * @param broken      words in the log that mean it started, but wrongly
 */
record ProcessPlan(
        String name,
        List<String> command,
        Map<String, String> environment,
        List<Path> fresh,
        int port,
        Optional<URI> readiness,
        Optional<String> broken) {}
