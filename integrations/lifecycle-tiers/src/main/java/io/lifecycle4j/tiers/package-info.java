/**
 * Storage tiers: old versions of datasets compressed, or in another store, and read as before.
 *
 * <p>Start at {@link io.lifecycle4j.tiers.Tiers}.
 */
@NullMarked
package io.lifecycle4j.tiers;

import org.jspecify.annotations.NullMarked;
