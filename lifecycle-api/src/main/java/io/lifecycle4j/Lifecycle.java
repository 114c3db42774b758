package io.lifecycle4j;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DatasetDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.tracking.Experiments;
import java.net.URI;
import java.nio.file.Path;

/**
 * A home: datasets, experiments and models in one place.
 *
 * <p>Thread-safe; several processes may open the same home. After {@link #close()} every method
 * throws {@link ClosedException}. Acknowledged writes survive {@code kill -9}; data commits,
 * registrations and promotions also survive a power failure.
 */
public interface Lifecycle extends AutoCloseable {
  /**
   * Opens a home in a directory, and creates it if it is missing.
   *
   * @param directory the directory, in a local file system
   * @return the home; close it
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  static Lifecycle open(Path directory) {
    return builder().directory(directory).open();
  }

  /**
   * Opens a home by its location, and creates it if it is missing. A {@link
   * io.lifecycle4j.storage.spi.MediumProvider} on the class path supports the scheme; {@code file}
   * and {@code memory} are built in.
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
   * <p>It has the same stores, on a medium whose content is lost on close.
   *
   * @return the home; close it
   */
  static Lifecycle inMemory() {
    return open(URI.create("memory:new"));
  }

  /**
   * Returns a builder for a home with other settings.
   *
   * @return a builder
   */
  static LifecycleBuilder builder() {
    return new LifecycleBuilder();
  }

  /**
   * Restores a home from a backup. Every byte is verified while it is copied. The backup is opened
   * {@linkplain io.lifecycle4j.storage.MediumOption#READ_ONLY read-only} and is not changed. The
   * home cannot be opened before it is complete.
   *
   * @param backup a backup that {@link Maintenance#backup} made, or any home; it may be on a
   *     network or read-only file system
   * @param home a new or empty directory in a local file system
   * @return what was copied; durable on return
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
   * Returns the location of the home.
   *
   * @return the location
   */
  URI location();

  /**
   * Returns the datasets.
   *
   * @return the datasets
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
   * Returns the maintenance tasks: verification, backup, garbage collection and tiering.
   *
   * @return the maintenance
   */
  Maintenance maintenance();

  /**
   * Returns a builder for a managed model whose inputs are records.
   *
   * @param <I> the record class
   * @param <O> the type of a predicted value
   * @param name the name of the model
   * @param input the record class; its components are columns of the dataset
   * @param task what the model predicts
   * @return a builder; nothing happens before its {@code open}
   */
  default <I, O> ManagedModelBuilder<I, O> model(String name, Class<I> input, Task<O> task) {
    return model(name, Columns.of(input), task);
  }

  /**
   * Returns a builder for a managed model.
   *
   * @param <I> the type of an input
   * @param <O> the type of a predicted value
   * @param name the name of the model
   * @param input how an input is converted to a row
   * @param task what the model predicts
   * @return a builder; nothing happens before its {@code open}
   */
  <I, O> ManagedModelBuilder<I, O> model(String name, Columns<I> input, Task<O> task);

  /**
   * Returns the sources of a dataset version, and the versions, runs and models derived from it.
   *
   * @param version the version
   * @param experiments more experiments whose runs are searched; needed only with a tracker that
   *     {@linkplain io.lifecycle4j.tracking.spi.ExperimentTracker#findExperiments does not list}
   *     its experiments
   * @return all steps, transitively
   */
  Lineage lineage(DatasetVersion version, String... experiments);

  /**
   * Returns the run and the data that a model version was trained with.
   *
   * @param version the version
   * @return all steps, transitively
   */
  Lineage lineage(ModelVersion version);

  /**
   * Compares the rows of a dataset version with those of another, with one false alarm in 1,000
   * comparisons.
   *
   * @param reference the version to compare with, usually an earlier one
   * @param version the version to judge
   * @return which columns drifted
   * @throws io.lifecycle4j.error.InvalidValueException if a version has fewer than 50 rows
   * @throws io.lifecycle4j.error.PurgedDataException if a version was purged
   */
  default DatasetDrift drift(DatasetVersion reference, DatasetVersion version) {
    return drift(reference, version, DriftMonitor.builder().falseAlarmRate(0.001).build());
  }

  /**
   * Compares the rows of a dataset version with those of another. Reads one twice and the other
   * once; memory does not depend on the number of rows. With many rows, the smallest drift is
   * certain: set a {@linkplain DriftMonitorBuilder#minimalEffect minimal effect} to ignore it.
   *
   * @param reference the version to compare with, usually an earlier one
   * @param version the version to judge
   * @param settings the false alarm rate of the comparison and the minimal effect; the other
   *     settings have no meaning here
   * @return which columns drifted
   * @throws io.lifecycle4j.error.InvalidValueException if a version has fewer than 50 rows, or the
   *     settings have no false alarm rate
   * @throws io.lifecycle4j.error.PurgedDataException if a version was purged
   */
  DatasetDrift drift(DatasetVersion reference, DatasetVersion version, DriftMonitor settings);

  /**
   * Closes the home and every managed model that is still open.
   *
   * <p>Returns within a minute, or {@linkplain LifecycleBuilder#closeWithin the chosen bound}, even
   * if a disk, a call in progress or a listener hangs. Work that has not ended by then is named in
   * the log and left to daemon threads; acknowledged writes are kept. Trainings in progress are
   * stopped; open runs end as KILLED. A listener, a trainer or a served function may close the
   * home: the call returns at once, and the home closes in the background.
   *
   * <p>Nothing is written afterwards, and every other method of the home throws {@link
   * ClosedException}. Objects obtained earlier that only read files stay usable: the rows, files
   * and check-outs of a dataset version, for example.
   */
  @Override
  void close();
}
