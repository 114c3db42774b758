/**
 * A service with Spring Boot for one model: start at {@link
 * io.lifecycle4j.examples.service.WeatherService}.
 */
@NullMarked
package io.lifecycle4j.examples.service;

import org.jspecify.annotations.NullMarked;
