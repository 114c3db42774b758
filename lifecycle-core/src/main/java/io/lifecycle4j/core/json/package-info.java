/**
 * The one way in which documents are written as JSON and read back.
 *
 * <p>Start at {@link io.lifecycle4j.core.json.Json}. No other package of the library knows Jackson.
 */
@NullMarked
package io.lifecycle4j.core.json;

import org.jspecify.annotations.NullMarked;
