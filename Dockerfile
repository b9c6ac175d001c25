# Both stages on one base: what was made for its glibc runs on it (the engine's SDK has no build for musl).
FROM node:20.20.2-bookworm-slim AS packages
WORKDIR /kickstand
COPY package.json package-lock.json ./
COPY patches patches
# Not `npm ci`: it refuses a lock file without the packages of other platforms. This takes the locked versions, too,
# and mends what patches/ says.
RUN npm install --omit=dev --no-save --no-audit --no-fund

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /kickstand
COPY --from=packages /kickstand/node_modules node_modules
COPY . .
RUN install -d -o node -g node /var/lib/kickstand
USER node
ENV KICKSTAND_HOME=/var/lib/kickstand LOG_TO=stdout
VOLUME /var/lib/kickstand
STOPSIGNAL SIGTERM
# Node itself and not npm: npm dies of a signal before the program has ended.
ENTRYPOINT ["node", "--import", "tsx", "runtime/main.ts"]
CMD ["web"]
