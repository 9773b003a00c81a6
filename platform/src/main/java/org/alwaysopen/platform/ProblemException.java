package org.alwaysopen.platform;

/** What the caller asked for cannot be done, and why; ends the work and rolls back its transaction. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        // A refusal is an answer, not a fault: without a stack trace it costs nothing and fills no log.
        super(problem.title() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
