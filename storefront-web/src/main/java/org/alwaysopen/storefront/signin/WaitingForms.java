package org.alwaysopen.storefront.signin;

import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.identity.KeptForms;
import org.alwaysopen.platform.Json;

/**
 * Forms that somebody sent who had to sign in first: kept sealed until that is done, then shown again, so that nothing
 * that a person wrote is lost. Only the one who signs in with the browser that sent the form sees it. Thread-safe.
 */
public final class WaitingForms {
    private static final String USE = "form";

    private final KeptForms kept;
    private final SealedJson sealed;

    WaitingForms(KeptForms kept, SealedJson sealed) {
        this.kept = kept;
        this.sealed = sealed;
    }

    /**
     * @param path where it was sent to
     * @param body as the browser wrote it, {@code application/x-www-form-urlencoded}
     */
    public record Form(String path, String body) {}

    /** @return its id, which is a secret between us and the browser */
    public UUID keep(Form form) {
        return kept.keep(sealed.seal(USE, Json.write(form)));
    }

    /** @param reader the first one who asks is the only one who is answered */
    public Optional<Form> find(UUID id, UUID reader) {
        return kept.find(id, reader)
                .flatMap(text -> sealed.openStored(USE, text))
                .map(json -> Json.read(json, Form.class));
    }
}
