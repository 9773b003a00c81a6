package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import org.alwaysopen.platform.Json;

/**
 * Who runs this shop, and how to speak with it: {@code .shop/supervisor.json}, readable by its owner alone.
 *
 * @param token opens the control port; every program of this machine can reach it
 */
record SupervisorRecord(ProcessRecords.Entry process, int controlPort, String token, int portOffset) {

    static Optional<SupervisorRecord> read(ShopFolder folder) {
        if (!Files.exists(folder.supervisor())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Files.readString(folder.supervisor()), SupervisorRecord.class));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder.supervisor() + ": " + e.getMessage(), e);
        }
    }

    /** The one that is alive. */
    static Optional<SupervisorRecord> running(ShopFolder folder) {
        return read(folder).filter(record -> record.process().process().isPresent());
    }

    void write(ShopFolder folder) {
        ShopFolder.writeOwnerOnly(folder.supervisor(), Json.write(this));
    }

    static void delete(ShopFolder folder) {
        try {
            Files.deleteIfExists(folder.supervisor());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder.supervisor() + ": " + e.getMessage(), e);
        }
    }
}
