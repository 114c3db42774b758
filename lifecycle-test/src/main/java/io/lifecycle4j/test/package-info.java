/**
 * Models and homes for the tests of an application.
 *
 * <p>Start at {@link io.lifecycle4j.test.ManagedModels#fake}, a model without a home whose answers,
 * failures and delays a test decides, or at {@link io.lifecycle4j.test.TestHome}, a home in memory
 * with a promoted model. {@link io.lifecycle4j.test.LifecycleExtension} passes homes in memory to
 * test methods. {@link io.lifecycle4j.test.ExportedModels} checks that the record of an application
 * fits an exported version.
 */
@NullMarked
package io.lifecycle4j.test;

import org.jspecify.annotations.NullMarked;
