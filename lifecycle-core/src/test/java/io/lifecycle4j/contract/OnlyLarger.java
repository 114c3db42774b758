package io.lifecycle4j.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A test that only {@code -Pci} and {@code -Pdeep} run: it takes long for what seldom breaks, such
 * as the tests of what tests are made of.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag(Volume.TAG)
@EnabledIf("io.lifecycle4j.contract.Volume#isLarger")
public @interface OnlyLarger {}
