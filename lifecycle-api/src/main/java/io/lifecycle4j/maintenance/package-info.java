/**
 * Maintenance of a home: verification, garbage collection, tiering and backups.
 *
 * <p>Start at {@link io.lifecycle4j.maintenance.Maintenance}. All of it works while any number of
 * processes use the home.
 */
@NullMarked
package io.lifecycle4j.maintenance;

import org.jspecify.annotations.NullMarked;
