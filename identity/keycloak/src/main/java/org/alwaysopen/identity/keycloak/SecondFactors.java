package org.alwaysopen.identity.keycloak;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.Credential;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPCredentialData;
import org.keycloak.models.utils.HmacOTP;

/** Checks and stores second factors (TOTP, RFC 6238) in the accounts; a code is good once, in all regions together. */
final class SecondFactors {
    /** A code of the step before or after is accepted: clocks of phones are off by some seconds (RFC 6238, 5.2). */
    private static final int STEPS_AROUND = 1;

    private final Accounts accounts;

    SecondFactors(Accounts accounts) {
        this.accounts = accounts;
    }

    boolean accept(UUID accountId, List<Credential> stored, String code) {
        return stored.stream()
                .filter(credential -> credential.type() == Credential.Type.OTP)
                .anyMatch(credential -> accept(accountId, credential, code));
    }

    private boolean accept(UUID accountId, Credential credential, String code) {
        OTPCredentialModel model = OTPCredentialModel.createFromCredentialModel(model(credential));
        OTPCredentialData data = model.getOTPCredentialData();
        int now = Time.currentTime() / data.getPeriod();
        HmacOTP generator = new HmacOTP(data.getDigits(), data.getAlgorithm(), 0);
        for (int step = now - STEPS_AROUND; step <= now + STEPS_AROUND; step++) {
            if (sameText(generator.generateHOTP(model.getDecodedSecret(), step), code)) {
                return accounts.useOtpStep(accountId, credential.id(), step);
            }
        }
        return false;
    }

    void add(RealmModel realm, UUID accountId, String secret) {
        OTPCredentialModel made = OTPCredentialModel.createFromPolicy(realm, secret);
        accounts.addOtp(accountId, "", made.getSecretData(), made.getCredentialData());
    }

    /** In constant time, so that the time taken does not tell how much of a guess was right. */
    private static boolean sameText(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static CredentialModel model(Credential credential) {
        CredentialModel model = new CredentialModel();
        model.setId(credential.id().toString());
        model.setType(OTPCredentialModel.TYPE);
        model.setSecretData(credential.secretData());
        model.setCredentialData(credential.credentialData());
        return model;
    }
}
