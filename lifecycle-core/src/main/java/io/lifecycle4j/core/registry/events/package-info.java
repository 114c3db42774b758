/**
 * Delivers what a registry recorded to listeners, in order, at least once, from a position that is
 * kept.
 *
 * <p>Knows the registry by what it says of its entries: {@link
 * io.lifecycle4j.core.registry.events.EventSource}.
 */
@NullMarked
package io.lifecycle4j.core.registry.events;

import org.jspecify.annotations.NullMarked;
