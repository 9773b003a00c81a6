package org.alwaysopen.inventory.merchant;

import org.alwaysopen.inventory.Stock.By;
import org.alwaysopen.platform.Tx;

/** Owns {@code inventory.import}: bulk work that happened, so that it happens once. Stateless. */
public final class Imports {
    private Imports() {}

    /** Two that do the same work: the primary key is the judge. @return whether it is to be done now */
    public static boolean begin(Tx tx, String reference, By by, int lines) {
        return tx.update("""
                        INSERT INTO inventory.import (reference, actor, lines) VALUES (:reference, :actor, :lines)
                        ON CONFLICT (reference) DO NOTHING""")
                        .bind("reference", reference)
                        .bind("actor", by.actor())
                        .bind("lines", lines)
                        .execute()
                == 1;
    }
}
