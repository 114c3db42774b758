/**
 * One seed for the properties of every build; needs jqwik.
 *
 * <p>Start at {@link io.lifecycle4j.contract.properties.FixedSeedContract}.
 */
@NullMarked
package io.lifecycle4j.contract.properties;

import org.jspecify.annotations.NullMarked;
