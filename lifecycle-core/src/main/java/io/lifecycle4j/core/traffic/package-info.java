/**
 * Counts of requests by how they ended and how long they took: what serving decides by, and what
 * reports show. Left of all rooms, since several of them count.
 */
@NullMarked
package io.lifecycle4j.core.traffic;

import org.jspecify.annotations.NullMarked;
