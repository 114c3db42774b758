package io.lifecycle4j.condition;

/**
 * Something that must hold before a model moves on.
 *
 * <p>A {@link Condition} on metrics is one; comparisons with production and checks of one's own are
 * others. The {@link Object#toString()} of a requirement says what must hold.
 */
public interface Requirement {}
