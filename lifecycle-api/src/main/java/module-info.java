/** The interfaces, values and exceptions of Lifecycle4j; needs nothing but the JDK. */
module io.lifecycle4j.api {
  requires static transitive java.desktop; // only to log pictures
  requires static transitive org.jspecify;

  exports io.lifecycle4j;
  exports io.lifecycle4j.spi;
  exports io.lifecycle4j.condition;
  exports io.lifecycle4j.condition.spi;
  exports io.lifecycle4j.data;
  exports io.lifecycle4j.data.spi;
  exports io.lifecycle4j.error;
  exports io.lifecycle4j.evaluation;
  exports io.lifecycle4j.maintenance;
  exports io.lifecycle4j.maintenance.spi;
  exports io.lifecycle4j.model;
  exports io.lifecycle4j.model.spi;
  exports io.lifecycle4j.monitoring;
  exports io.lifecycle4j.monitoring.spi;
  exports io.lifecycle4j.observation;
  exports io.lifecycle4j.preprocessing;
  exports io.lifecycle4j.preprocessing.spi;
  exports io.lifecycle4j.profile;
  exports io.lifecycle4j.profile.spi;
  exports io.lifecycle4j.registry;
  exports io.lifecycle4j.registry.spi;
  exports io.lifecycle4j.retraining;
  exports io.lifecycle4j.schema;
  exports io.lifecycle4j.schema.spi;
  exports io.lifecycle4j.serving;
  exports io.lifecycle4j.storage;
  exports io.lifecycle4j.storage.spi;
  exports io.lifecycle4j.tracking;
  exports io.lifecycle4j.tracking.spi;
  exports io.lifecycle4j.training;
  exports io.lifecycle4j.training.spi;
  exports io.lifecycle4j.validation;
  exports io.lifecycle4j.validation.spi;

  uses io.lifecycle4j.condition.spi.ConditionReader;
  uses io.lifecycle4j.data.spi.DataFiles;
  uses io.lifecycle4j.model.spi.EngineProvider;
  uses io.lifecycle4j.preprocessing.spi.PreprocessingProvider;
  uses io.lifecycle4j.profile.spi.ProfileWriter;
  uses io.lifecycle4j.schema.spi.MetricProvider;
  uses io.lifecycle4j.schema.spi.SchemaWriter;
  uses io.lifecycle4j.spi.LifecycleProvider;
  uses io.lifecycle4j.storage.spi.MediumProvider;
  uses io.lifecycle4j.tracking.spi.TableWriter;
  uses io.lifecycle4j.training.spi.TrainingProvider;
  uses io.lifecycle4j.validation.spi.ReportWriter;
}
