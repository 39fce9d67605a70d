package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import io.diffrep.model.TrainingState;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkGraph;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;

/** All that a training changes from round to round, and that makes it go on where it was. */
final class RunState {
  private final RunIdentity identity;
  private final NetworkGraph graph;
  private final LearningRate learningRate;
  private final MovingAverage ema;
  private final double secondsBefore;
  private final long start = System.nanoTime();
  private final List<RoundReport> history = new ArrayList<>();
  private ModelSpecification specification;
  private RoundSchedule schedule;

  private RunState(
      RunIdentity identity,
      TrainSettings settings,
      ModelSpecification specification,
      NetworkGraph graph,
      MovingAverage ema,
      double secondsBefore,
      int interval) {
    this.identity = identity;
    this.specification = specification;
    this.graph = graph;
    this.ema = ema;
    this.secondsBefore = secondsBefore;
    learningRate = learningRate(settings);
    int steps = Math.toIntExact((settings.images() + settings.batch() - 1) / settings.batch());
    schedule = new RoundSchedule(steps, settings.averaging().averagingWarmUp(), interval);
  }

  /** Before the first round. */
  static RunState initial(
      RunIdentity identity, TrainSettings settings, ModelSpecification specification) {
    NetworkGraph graph = graph(settings, specification);
    graph.init(
        Initialisation.draw(
            specification.architecture().graph(Part.WHOLE).layout(), settings.seed()),
        false);
    MovingAverage ema =
        new MovingAverage(settings.emaImages(), settings.emaRamp(), graph.params().dup());
    return new RunState(
        identity, settings, specification, graph, ema, 0, settings.averaging().averagingInterval());
  }

  /** After the round of a checkpoint, to the bit. */
  static RunState of(RunIdentity identity, TrainSettings settings, TrainingState checkpoint) {
    NetworkGraph graph = graph(settings, checkpoint.specification());
    graph.init(checkpoint.parameters(), false);
    graph.setUpdater(new ComputationGraphUpdater(graph, checkpoint.updater()));
    graph.getConfiguration().setIterationCount(checkpoint.iteration());
    Continuation continuation = Continuation.read(checkpoint.training());
    RunState state =
        new RunState(
            identity,
            settings,
            checkpoint.specification(),
            graph,
            new MovingAverage(settings.emaImages(), settings.emaRamp(), checkpoint.ema()),
            continuation.seconds(),
            continuation.averagingInterval());
    checkpoint.history().forEach(line -> state.history.add(RoundReport.read(line)));
    return state;
  }

  private static NetworkGraph graph(TrainSettings settings, ModelSpecification specification) {
    return new NetworkGraph(
        NetworkGraph.configuration(
            specification.engine(),
            specification.architecture(),
            specification.objective(),
            new BlockedAdam(learningRate(settings)),
            settings.clip()));
  }

  private static LearningRate learningRate(TrainSettings settings) {
    return new LearningRate(
        settings.learningRate(),
        settings.warmUpImages(),
        settings.images(),
        settings.finalRate(),
        settings.batch());
  }

  NetworkGraph graph() {
    return graph;
  }

  MovingAverage ema() {
    return ema;
  }

  RoundSchedule schedule() {
    return schedule;
  }

  ModelSpecification specification() {
    return specification;
  }

  /** The rounds so far. */
  List<RoundReport> history() {
    return history;
  }

  /** Rounds done. */
  int rounds() {
    return history.size();
  }

  /** Images seen. */
  long images() {
    return history.isEmpty() ? 0 : history.get(history.size() - 1).images();
  }

  /** From now on rounds have so many steps: chosen once, and recorded in the model. */
  void choose(AveragingInterval interval) {
    schedule = schedule.withInterval(interval.steps());
    specification =
        specification.withChoice("train.averaging-interval", String.valueOf(interval.steps()));
  }

  /**
   * A round is over whose result the network has taken over.
   *
   * @param roundStart when it began, by the nano clock
   */
  RoundReport add(Round round, RoundResult result, long roundStart) {
    long seen = images() + result.images();
    ema.add(graph.params(), result.images(), seen);
    long now = System.nanoTime();
    double wall = (now - roundStart) / 1e9;
    double known = result.broadcastSeconds() + result.fitSeconds() + result.aggregateSeconds();
    RoundReport report =
        new RoundReport(
            round.number(),
            schedule.rounds(),
            round.steps(),
            seen,
            result.loss(),
            learningRate.valueAt(graph.getIterationCount() - 1, 0),
            result.images() / wall,
            result.broadcastSeconds(),
            result.fitSeconds(),
            result.aggregateSeconds(),
            Math.max(0, wall - known),
            secondsBefore + (now - start) / 1e9);
    history.add(report);
    return report;
  }

  /** What a checkpoint holds; its arrays are those of the training itself. */
  TrainingState checkpoint() {
    return new TrainingState(
        specification,
        rounds(),
        images(),
        graph.getIterationCount(),
        graph.params(),
        graph.getUpdater().getStateViewArray(),
        ema.average(),
        new Continuation(
                identity.settings(),
                schedule.interval(),
                secondsBefore + (System.nanoTime() - start) / 1e9)
            .json(),
        history.stream().map(RoundReport::json).toList());
  }
}
