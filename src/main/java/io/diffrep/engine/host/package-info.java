/**
 * The engine on x86 processors: oneDNN called directly on arrays that stay in its blocked layout
 * from layer to layer, vectorised Java for what lies between, everything bound once when a plan is
 * compiled. Imports the engine's interface and runtime; network uses it, through that interface,
 * and bench measures it.
 */
package io.diffrep.engine.host;
