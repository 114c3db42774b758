/**
 * The only way to write documents as JSON and read them.
 *
 * <p>Start at {@link io.lifecycle4j.core.json.Json}. It knows no value of other packages: each
 * package has a class {@code …Forms} for its own, and nothing else uses Jackson.
 */
@NullMarked
package io.lifecycle4j.core.json;

import org.jspecify.annotations.NullMarked;
