/**
 * Keeps a home healthy: looks for damage, collects garbage, makes backups.
 *
 * <p>Start at {@link io.lifecycle4j.maintenance.Maintenance}. All of it works on a home in use, by
 * any number of processes.
 */
@NullMarked
package io.lifecycle4j.maintenance;

import org.jspecify.annotations.NullMarked;
