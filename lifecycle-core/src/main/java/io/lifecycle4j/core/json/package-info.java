/**
 * The one way in which documents are written as JSON and read back.
 *
 * <p>Start at {@link io.lifecycle4j.core.json.Json}. It knows no value of a room: each room has a
 * class {@code …Forms} that says how its own are written, and nothing else knows Jackson.
 */
@NullMarked
package io.lifecycle4j.core.json;

import org.jspecify.annotations.NullMarked;
