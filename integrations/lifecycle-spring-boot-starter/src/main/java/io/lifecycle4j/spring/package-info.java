/**
 * Homes and models as beans of Spring Boot, lines 3.5 and 4.
 *
 * <p>Start at {@link io.lifecycle4j.spring.ManagedModelFactory}, which opens models of the home
 * that {@link io.lifecycle4j.spring.LifecycleProperties} names.
 */
@NullMarked
package io.lifecycle4j.spring;

import org.jspecify.annotations.NullMarked;
