package io.diffrep.train;

import io.diffrep.engine.HostFloats;
import io.diffrep.network.NetworkGraph;
import java.io.Serializable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What every replica starts a round from, as it is sent. On the heap: ND4J's arrays are serialised
 * number by number, which takes four times as long, on the driver and again on each executor.
 *
 * @param configuration the network
 * @param parameters its weights
 * @param updater its optimiser's moments
 */
@SuppressWarnings("ArrayRecordComponent") // Sent once, compared never.
record ReplicaStart(
    ComputationGraphConfiguration configuration, float[] parameters, float[] updater)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static ReplicaStart of(ComputationGraph network) {
    return new ReplicaStart(
        network.getConfiguration(),
        HostFloats.copy(network.params()),
        HostFloats.copy(network.getUpdater().getStateViewArray()));
  }

  /** A network of its own for the caller. */
  ComputationGraph graph() {
    ComputationGraph graph = new NetworkGraph(configuration.clone());
    graph.init(Nd4j.createFromArray(parameters), false);
    graph.setUpdater(new ComputationGraphUpdater(graph, Nd4j.createFromArray(updater)));
    return graph;
  }
}
