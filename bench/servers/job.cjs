// What a forked worker does.
const { busyFor, state, timed } = require('./state.cjs');

function drawPoster() {
  busyFor(300);
}

exports.run = ({ kind }) => (kind === 'poster' ? timed(drawPoster) : timed(() => busyFor(1)));
exports.stateOf = () => state();
