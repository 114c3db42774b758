/**
 * Blobs in other places than the blob store of a home: compressed, or in a cold store.
 *
 * <p>Start at {@link io.lifecycle4j.core.tiers.TieredMedium}, which reads them wherever they are,
 * and {@link io.lifecycle4j.core.tiers.Mover}.
 */
@NullMarked
package io.lifecycle4j.core.tiers;

import org.jspecify.annotations.NullMarked;
