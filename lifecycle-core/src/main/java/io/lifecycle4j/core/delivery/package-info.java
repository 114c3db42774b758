/**
 * Delivers what a journal records to listeners: in order, at least once, each from a position of
 * its own that is stored.
 *
 * <p>Knows a journal by what it says of its entries: {@link
 * io.lifecycle4j.core.delivery.DeliverySource}. Events of models and alerts are delivered by it.
 */
@NullMarked
package io.lifecycle4j.core.delivery;

import org.jspecify.annotations.NullMarked;
