package io.lifecycle4j;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.tracking.Experiments;
import java.net.URI;
import java.nio.file.Path;

/**
 * A home: data sets, experiments and models in one place.
 *
 * <p>Thread-safe; several processes may open the same home. After {@link #close()} every method
 * throws {@link IllegalStateException}. What was acknowledged survives {@code kill -9}: commits of
 * data, registrations and promotions survive a power cut too.
 */
public interface Lifecycle extends AutoCloseable {
  /**
   * Opens a home in a directory, and creates it when it is missing.
   *
   * @param directory the directory, in a local file system
   * @return the home; close it
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  static Lifecycle open(Path directory) {
    return builder().directory(directory).open();
  }

  /**
   * Opens a home by its location, and creates it when it is missing. A {@link
   * io.lifecycle4j.storage.spi.MediumProvider} on the class path knows the scheme; {@code file} and
   * {@code memory} are there.
   *
   * @param location the location
   * @return the home; close it
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  static Lifecycle open(URI location) {
    return builder().location(location).open();
  }

  /**
   * Opens a new home in memory, for tests.
   *
   * <p>It has the same stores, over a medium that keeps nothing.
   *
   * @return the home; close it
   */
  static Lifecycle inMemory() {
    return open(URI.create("memory:new"));
  }

  /**
   * Begins a home whose parts are chosen one by one.
   *
   * @return a builder
   */
  static LifecycleBuilder builder() {
    return new LifecycleBuilder();
  }

  /**
   * Makes a home from a backup. Every byte is verified on its way; the backup is {@linkplain
   * io.lifecycle4j.storage.MediumOption#READ_ONLY only read} and stays as it is, and the home does
   * not open before it is complete.
   *
   * @param backup what {@link Maintenance#backup} made, or any home, on any file system, where
   *     nothing may be written too
   * @param home a new or empty directory in a local file system
   * @return what was copied; durable
   * @throws io.lifecycle4j.error.NotFoundException if there is no backup; nothing was changed
   * @throws io.lifecycle4j.error.InvalidValueException if the home is not new or empty; nothing was
   *     changed
   * @throws io.lifecycle4j.error.CorruptDataException if the backup is damaged
   */
  static BackupReport restore(Path backup, Path home) {
    required(backup, "backup");
    required(home, "home");
    return Provider.find().restore(backup, home);
  }

  /**
   * Says where the home is.
   *
   * @return the location
   */
  URI location();

  /**
   * Returns the data sets.
   *
   * @return the data sets
   */
  Datasets datasets();

  /**
   * Returns the experiments.
   *
   * @return the experiments
   */
  Experiments experiments();

  /**
   * Returns the registered models.
   *
   * @return the models
   */
  Models models();

  /**
   * Returns what keeps the home healthy.
   *
   * @return the maintenance
   */
  Maintenance maintenance();

  /**
   * Begins a managed model whose inputs are records.
   *
   * @param <I> the record class
   * @param <O> the type of an answer
   * @param name the name of the model
   * @param input the record class; its components are columns of the data set
   * @param task what the model answers
   * @return a builder; nothing happens before its {@code open}
   */
  default <I, O> ManagedModelBuilder<I, O> model(String name, Class<I> input, Task<O> task) {
    return model(name, Columns.of(input), task);
  }

  /**
   * Begins a managed model.
   *
   * @param <I> the type of an input
   * @param <O> the type of an answer
   * @param name the name of the model
   * @param input how inputs are read as rows
   * @param task what the model answers
   * @return a builder; nothing happens before its {@code open}
   */
  <I, O> ManagedModelBuilder<I, O> model(String name, Columns<I> input, Task<O> task);

  /**
   * Returns what a version of a data set was made of, and which versions, runs and models came from
   * it.
   *
   * @param version the version
   * @param experiments experiments whose runs are looked through, too; needed only if the runs are
   *     kept by a tracker that does {@linkplain
   *     io.lifecycle4j.tracking.spi.ExperimentTracker#findExperiments not tell} them
   * @return all steps, transitively
   */
  Lineage lineage(DatasetVersion version, String... experiments);

  /**
   * Returns which run a version of a model came from, and which data.
   *
   * @param version the version
   * @return all steps, transitively; none for an external version
   */
  Lineage lineage(ModelVersion version);

  /**
   * Closes the home and every managed model that is still open.
   *
   * <p>It returns within a minute, or {@linkplain LifecycleBuilder#closeWithin as is chosen},
   * whatever hangs: a disk, a call under way, a listener. What has not ended by then is named in
   * the log and left to daemon threads; what was acknowledged is there. Trainings under way are
   * stopped; runs that are open end as KILLED. A listener, a trainer or a function that is served
   * may close the home: the call returns at once, and the home ends behind it.
   *
   * <p>Nothing is written after, and what is asked of the home is an {@link IllegalStateException}.
   * What it gave before is only a view of files that stay: rows, files and check-outs of a version
   * of a data set, for instance, can still be read.
   */
  @Override
  void close();
}
