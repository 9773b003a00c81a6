package org.alwaysopen.local.launcher;

/** Why a command of the launcher cannot be done, in a sentence for the person who typed it. Shown without a stack trace. */
public final class LauncherException extends RuntimeException {
    public LauncherException(String sentence) {
        super(sentence);
    }

    public LauncherException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
