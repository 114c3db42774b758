/**
 * Subscriptions to what a registry recorded, and how users set them up. A {@link
 * io.lifecycle4j.core.delivery.Delivery} delivers.
 *
 * <p>Knows the registry by what it says of its entries: {@link
 * io.lifecycle4j.core.registry.events.EventSource}.
 */
@NullMarked
package io.lifecycle4j.core.registry.events;

import org.jspecify.annotations.NullMarked;
