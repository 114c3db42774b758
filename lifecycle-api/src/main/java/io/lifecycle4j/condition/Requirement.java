package io.lifecycle4j.condition;

/**
 * A requirement for the promotion of a model.
 *
 * <p>It is a {@link Condition} on metrics, a comparison with production or a custom check. {@link
 * Object#toString()} describes the requirement.
 */
public interface Requirement {}
